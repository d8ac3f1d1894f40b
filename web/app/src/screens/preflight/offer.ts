import type { AskPreflightQuery, Capability, ProviderShownFragment } from "@ringlog/client";

type Asked = NonNullable<AskPreflightQuery["room"]>;

/** What there is to choose before a call, by what its provider can do. */
export interface Offer {
  /** Whether a call is started, rather than joined. */
  readonly isNew: boolean;
  /** To choose from: none if there is one only, or a call is joined. */
  readonly providers: readonly ProviderShownFragment[];
  readonly provider: string | undefined;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly title: boolean;
}

/** chosen: the name of the provider that was chosen, here or before an earlier call. */
export function offerOf({ preflight, ongoingCall }: Asked, chosen: string | undefined): Offer {
  const { providers } = preflight;
  const named = providers.find(({ name }) => name === chosen);
  const provider = ongoingCall?.provider ?? named ?? providers.find(({ isDefault }) => isDefault) ?? providers[0];
  const can = (capability: Capability) => provider?.capabilities.includes(capability) ?? false;
  const isNew = ongoingCall === null;
  return {
    isNew,
    providers: isNew && providers.length > 1 ? providers : [],
    provider: provider?.name,
    microphone: can("MIC"),
    camera: can("CAM"),
    title: isNew && can("TITLE"),
  };
}
