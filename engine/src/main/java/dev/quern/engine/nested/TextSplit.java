package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.text.Utf8;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The parts of a text between separators, as a list; long ones share the text's memory. The empty
 * text is one empty part; an empty separator stands between all characters.
 */
record TextSplit(String separator) implements VectorFunction {
  @Override
  public String label() {
    return "split";
  }

  @Override
  public String call(List<String> arguments) {
    return "split(%s, '%s')".formatted(arguments.getFirst(), separator);
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() != DType.UTF8) {
      throw new PlanException("split needs text, but gets " + arguments.getFirst());
    }
    return DType.list(DType.UTF8);
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    byte[] between = separator.getBytes(StandardCharsets.UTF_8);
    return TextParts.of(
        budget, arguments.getFirst(), (text, length, parts) -> cut(text, length, between, parts));
  }

  private static void cut(byte[] text, int length, byte[] separator, TextParts parts) {
    int from = 0;
    int to = next(text, from, length, separator);
    while (to >= 0) {
      parts.add(from, to);
      from = to + separator.length;
      to = next(text, from, length, separator);
    }
    parts.add(from, length);
  }

  private static int next(byte[] text, int from, int length, byte[] separator) {
    return separator.length == 0
        ? nextCharacter(text, from, length)
        : Utf8.find(text, from, length, separator, separator.length);
  }

  /* Behind the character at `from`; -1 when that is the last one. */
  private static int nextCharacter(byte[] text, int from, int length) {
    int to = from + 1;
    while (to < length && (text[to] & 0xC0) == 0x80) {
      to++;
    }
    return to < length ? to : -1;
  }
}
