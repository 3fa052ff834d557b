/** The label by which a ConfigMap allows to be read as a source. */
export const CONSENT = { label: 'stagegate.dev/source', value: 'Allowed' } as const;

/** The label of a ConfigMap that the operator writes: the uid of the FeatureSet whose content it holds. */
export const OWNER_LABEL = 'stagegate.dev/featureset-uid';

/** Keeps a FeatureSet with `publish.onDelete: Delete` until what it published is deleted. */
export const PUBLISHED_FINALIZER = 'stagegate.dev/published-config';

/** The ClusterRole to bind in a namespace where FeatureSets publish. */
export const PUBLISHER_ROLE = 'stagegate-config-publisher';

/** The ClusterRole to bind in a namespace whose FeatureSets have sources. */
export const READER_ROLE = 'stagegate-config-reader';
