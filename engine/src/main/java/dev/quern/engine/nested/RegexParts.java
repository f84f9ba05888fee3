package dev.quern.engine.nested;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.function.VectorFunction;
import dev.quern.engine.function.text.Regex;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The matches of a regular expression in a text, or what is between them, as a list; long ones
 * share the text's memory.
 *
 * <p>Between matches: an empty match at the beginning or the end of the text separates nothing, and
 * a text without a match is one part. A match in which a group has no part is left out.
 *
 * @param expression the expression
 * @param group which group of the matches is wanted, 0 for all of each; -1 for what is between
 */
record RegexParts(String expression, int group) implements VectorFunction {
  /** Asks for what is between matches. */
  static final int BETWEEN = -1;

  /** Checks the expression and the group. */
  RegexParts {
    int groups = new Regex(expression).groups();
    if (group < BETWEEN || group > groups) {
      throw new PlanException(
          "there is no group %d in '%s', which has %d".formatted(group, expression, groups));
    }
  }

  @Override
  public String label() {
    return group == BETWEEN ? "regex split" : "regex extract all";
  }

  @Override
  public String call(List<String> arguments) {
    return group > 0
        ? "%s(%s, '%s', %d)".formatted(label(), arguments.getFirst(), expression, group)
        : "%s(%s, '%s')".formatted(label(), arguments.getFirst(), expression);
  }

  @Override
  public DType type(List<DType> arguments) {
    if (arguments.getFirst() != DType.UTF8) {
      throw new PlanException(
          "%s needs text, but gets %s".formatted(label(), arguments.getFirst()));
    }
    return DType.list(DType.UTF8);
  }

  @Override
  public ColumnVector apply(
      MemoryBudget budget, List<ColumnVector> arguments, int rows, MemorySegment active) {
    Regex regex = new Regex(expression);
    return TextParts.of(
        budget,
        arguments.getFirst(),
        (text, length, parts) -> {
          regex.reset(text, length);
          if (group == BETWEEN) {
            between(regex, length, parts);
          } else {
            matches(regex, parts);
          }
        });
  }

  private void matches(Regex regex, TextParts parts) {
    while (regex.find()) {
      if (regex.start(group) >= 0) {
        parts.add(regex.start(group), regex.end(group));
      }
    }
  }

  private static void between(Regex regex, int length, TextParts parts) {
    int from = 0;
    while (regex.find()) {
      boolean separates =
          regex.end(0) > regex.start(0) || (regex.start(0) > 0 && regex.start(0) < length);
      if (separates) {
        parts.add(from, regex.start(0));
        from = regex.end(0);
      }
    }
    parts.add(from, length);
  }
}
