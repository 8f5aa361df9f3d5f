// Before anything is painted, so that the page never flashes in the other theme.
try {
  var chosen = localStorage.getItem("gatelight.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  var liked = JSON.parse(localStorage.getItem("gatelight.preferences") || "{}");
  if (liked.density === "compact") document.documentElement.dataset.density = "compact";
} catch (error) {
  // Storage is switched off: the system's theme it is.
}
