package dev.slipway.console;

/** How much a terminal shows at once. */
record Size(int columns, int rows) {
  static final Size USUAL = new Size(80, 24);

  Size withColumns(int newColumns) {
    return new Size(newColumns, rows);
  }
}
