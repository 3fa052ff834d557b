/** Requirements that no test of a program can prove, each with the reason; docs/requirements.md shows it in place of a test. */
export const UNPROVABLE: Record<string, string> = {
  R40: 'A rule for the interfaces of upstream code, which nothing here touches: maturity stands in objects of its own, and configs are read as they are.',
  R59: 'Downstream controllers migrate the configs they store, and nothing here rewrites them; what they need for it is told, release by release (R55, R57, R58).',
  R66: 'A rule for components that rename metrics: they alone can emit both names. No metric of Stagegate has been renamed.',
  R94: 'Maintainers decide in review, which no program takes part in; the evidence and what is missing stand in `status.graduation`.',
  R100: "Whether a step to Stable adds something new shows in the component's own code; what is due before default-on are criteria of its policy.",
  R102: 'Its authors decide what a new gate is for; a program sees gates, not the capabilities behind them.',
  R109: 'Only its maintainers know which issue tracks a gate and what the roadmap says; `spec.tracking` holds the link.',
  R135: "A fact about Tekton's own status, which asks nothing here; the status of a FeatureSet goes beyond it (R134, R136).",
};
