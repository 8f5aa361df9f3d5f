import { Outlet } from "@tanstack/react-router";
import { Provider as TooltipProvider } from "@radix-ui/react-tooltip";

import { usePreferences } from "../lib/preferences";
import { Toasts } from "./Toasts";

export function Root() {
  const { zone, clock } = usePreferences();
  return (
    <TooltipProvider delayDuration={400}>
      {/* Times are written anew when they are to be read otherwise. */}
      <Outlet key={`${zone} ${clock}`} />
      <Toasts />
    </TooltipProvider>
  );
}
