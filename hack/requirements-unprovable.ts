/** Requirements that no test of a program can prove, each with the reason; docs/requirements.md shows it in place of a test. */
export const unprovable: Record<string, string> = {
  R94: 'Maintainers decide in review, which no program takes part in; the evidence and what is missing stand in `status.graduation`.',
};
