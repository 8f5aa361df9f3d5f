import { Outlet } from "@tanstack/react-router";
import { Provider as TooltipProvider } from "@radix-ui/react-tooltip";

export function Root() {
  return (
    <TooltipProvider delayDuration={400}>
      <Outlet />
    </TooltipProvider>
  );
}
