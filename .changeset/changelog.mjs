// How a changeset is told in a package's changelog: its text, then the commit. Which of our packages it needs in which version
// is not told: all have one version, so every entry would say so and nothing else.

const commits = 'https://github.com/statuswire/statuswire/commit/';

export default {
  async getReleaseLine({ summary, commit }) {
    const [first = '', ...rest] = summary.trim().split('\n');
    const lines = [`- ${first}`, ...rest.map((line) => (line.trim() === '' ? '' : `  ${line}`))];
    const origin = commit === undefined ? '' : ` ([${commit.slice(0, 7)}](${commits}${commit}))`;
    return `${lines.join('\n')}${origin}`;
  },

  async getDependencyReleaseLine() {
    return '';
  },
};
