import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Relative addresses: the server writes the base path into <base> when it sends the page.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../src/gatelight/ui/dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // The server tells a page which files it needs (ui/page_code.py).
    manifest: true,
    // The policy allows files of our own only, so nothing becomes a data: address.
    assetsInlineLimit: 0,
    // Before compression. The budget is 300 KB of gzip for a list's first rows (benchmarks/browser.py).
    chunkSizeWarningLimit: 800,
    // A file costs a page some milliseconds even from the cache; every icon would be one.
    rollupOptions: {
      output: { manualChunks: (id) => (id.includes("/lucide-react/") ? "icons" : undefined) },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:3000" } },
});
