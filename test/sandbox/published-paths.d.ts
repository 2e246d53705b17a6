/** Every path of Discord's published API, by method in lower case; stands in for the package's own types, whose source does not compile with erasable syntax only. */
export const pathsList: Record<string, string[]>;
