// A figure beside its bar, as each measurement prints it.

/** Prints the figure. One over its bar is told as that, and the program then ends with an error, once it is done. */
export function atMost(what, figure, bar) {
  const isOver = bar !== undefined && figure > bar;
  const beside = bar === undefined ? "" : ` (bar ${bar})${isOver ? ": OVER ITS BAR" : ""}`;
  console.log(`${what}: ${Number(figure.toFixed(1))}${beside}`);
  if (isOver) process.exitCode = 1;
}
