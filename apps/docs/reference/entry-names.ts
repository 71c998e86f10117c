import { Application, ReflectionKind } from 'typedoc';

/**
 * A TypeDoc plugin: a page for each entry, called by the name that one imports. TypeDoc itself nests the entries of a package that
 * has several, calls them by their paths in `exports`, and so has no name at all for the main one.
 */
export function load(application: Application): void {
  application.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    for (const pack of project.getChildrenByKind(ReflectionKind.Module)) {
      const entries = pack.getChildrenByKind(ReflectionKind.Module);
      for (const entry of entries) entry.name = entry.name === '' ? pack.name : `${pack.name}/${entry.name}`;
      if (entries.length > 0) project.mergeReflections(pack, project);
    }
  });
}
