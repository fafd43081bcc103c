/** Tests run in happy-dom, without a browser or a server. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"] },
});
