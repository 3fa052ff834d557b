/** Why a step of publishing was not taken, until something of it changes. */
export type PublishFailure =
  | { readonly kind: 'NotOwned' }
  | { readonly kind: 'NotPermitted'; readonly reason: string }
  | { readonly kind: 'Failing'; readonly failure: string; readonly afterMs?: number | undefined };

/** Why the last write did not come about, if something failed. */
export function failureOf(failure: PublishFailure | undefined): string | undefined {
  return failure?.kind === 'Failing' ? failure.failure : undefined;
}
