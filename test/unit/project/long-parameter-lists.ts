/** What still takes more than three parameters, by file. Names leave this list; none comes. */
export const LONG_PARAMETER_LISTS: Readonly<Record<string, readonly string[]>> = {
  'src/kube/failure.ts': ['constructor'],
  'src/kube/transport/transport.ts': ['dispatch'],
  'src/kube/watch/store.ts': ['put'],
  'src/lifecycle/steps/dependencies.ts': ['switchOff'],
  'src/lifecycle/steps/overrides.ts': ['report'],
  'src/lifecycle/steps/requirement.ts': ['standingOf'],
  'src/lifecycle/steps/settings.ts': ['refusalOf', 'checkRequirement'],
};
