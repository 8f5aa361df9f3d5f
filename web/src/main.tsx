// First, so that what a page says of an element stands after what all pages say of it.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/table.css";
import "./styles/trace.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./lib/api";
import { giveHeadStart } from "./lib/headStart";
import "./lib/nonce";
import { makeRouter } from "./router";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // What the client did wrong stays wrong; a server that is away may come back.
      retry: (times, error) =>
        times < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
});
const router = makeRouter(client);
giveHeadStart(router, client);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
