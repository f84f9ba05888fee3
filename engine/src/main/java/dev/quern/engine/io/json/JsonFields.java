package dev.quern.engine.io.json;

/** What becomes of the fields of objects: told by a {@link JsonScanner} in their order. */
interface JsonFields {
  /** Of a field whose value nobody wants. */
  int SKIP = -1;

  /**
   * Which field has the name in {@code text} from {@code from} to {@code to}: a number for {@link
   * #value}, or {@link #SKIP}.
   *
   * @param at where the name stands in the window, for errors
   */
  int find(byte[] text, int from, int to, int at);

  /**
   * Takes the value of a field: a string without quotes and escapes, all else as it is written.
   * {@code Digits.SLACK} bytes behind {@code to} may be read.
   *
   * @param at where the value stands in the window, for errors
   */
  void value(int field, JsonKind kind, byte[] text, int from, int to, int at);
}
