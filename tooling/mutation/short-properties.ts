import fc from 'fast-check';

// Thousands of changes, each with all properties: what a property has not found in this time it would not find for minutes.
fc.configureGlobal({ interruptAfterTimeLimit: Number(process.env.PROPERTY_MS ?? 300) });
