/** What a provider of bare metal is asked besides Terraform: what there is, and that it goes away. */
export interface MetalApi {
  readonly title: string;
  /** Every server of a project, whatever state it is in, on however many pages. It is not waited for longer than `until`. */
  servers(project: string, until?: AbortSignal): Promise<readonly MetalServer[]>;
  /** Asks for its removal. One that is gone already is fine; throws RequestRefused where the provider will not, or not yet. */
  remove(server: string, until?: AbortSignal): Promise<void>;
}

export interface MetalServer {
  readonly id: string;
  readonly hostname: string;
  /** The provider's own word. */
  readonly status: string;
}
