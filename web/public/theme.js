// Runs before the first paint, so that a page in the other theme than the system's does not flash.
try {
  const theme = localStorage.getItem("planproof-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the page follows the system.
}
