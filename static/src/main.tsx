/** Starts the UI; asks for who is signed in and for their groups at once, in parallel. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { signedOut } from "./api/call";
import { followTheme } from "./core/themes";
import { filtersQuery, groupsQuery, profileQuery, queryClient } from "./queries";
import { router } from "./router";
import { prepare } from "./session";
import "./ui/base.css";
import "./ui/shell.css";
import "./ui/dialogs.css";
import "./pages/scan/scan.css";
import "./pages/scan/card.css";
import "./pages/scan/focus.css";

followTheme(document.documentElement);
if (!location.pathname.startsWith("/sign-in")) {
  void queryClient.prefetchQuery(profileQuery).then(() => {
    // At the start nobody being signed in is no surprise: the page itself leads to the sign-in.
    if (!queryClient.getQueryData(profileQuery.queryKey)) signedOut.set(false);
  });
  void queryClient.prefetchQuery(groupsQuery);
  void queryClient.prefetchQuery(filtersQuery);
  prepare();
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </StrictMode>,
  );
}
