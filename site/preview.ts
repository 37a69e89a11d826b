/** Serves the built site as any host would: `npm run site:preview [-- PORT]`. */
import { preview } from "vite";

const server = await preview({
  configFile: false,
  root: import.meta.dirname,
  build: { outDir: ".vitepress/dist" },
  preview: { port: Number(process.argv[2] ?? 4173) },
});
server.printUrls();
