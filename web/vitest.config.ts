import { defineConfig } from "vitest/config";

// Pure functions only, so no browser is imitated; how pages behave is tested in a real one.
export default defineConfig({
  test: { include: ["tests/**/*.test.ts"], environment: "node", globals: false },
});
