/** Environment variables, as a composition root passes them on. */
export type Environment = Readonly<Record<string, string | undefined>>;
