/** Annotations that say where an imported object comes from, and which of its fields no source says. */
export const SOURCE = 'stagegate.dev/source';
/** Version or commit of the source. */
export const REVISION = 'stagegate.dev/source-revision';
/** Fields that no source says and that were filled in, separated by commas. */
export const ASSUMED = 'stagegate.dev/assumed';
