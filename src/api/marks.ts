/** The label of a ConfigMap that the operator writes: the uid of the FeatureSet whose content it holds. */
export const OWNER_LABEL = 'stagegate.dev/featureset-uid';

/** Keeps a FeatureSet with `publish.onDelete: Delete` until what it published is deleted. */
export const PUBLISHED_FINALIZER = 'stagegate.dev/published-config';

/** The ClusterRole to bind in a namespace where FeatureSets publish. */
export const PUBLISHER_ROLE = 'stagegate-config-publisher';
