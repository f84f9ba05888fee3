package dev.quern.engine.io;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CategoricalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of a categorical as one text, for the metadata of files: each with the number of its
 * characters before it, as in {@code 3:low3:mid4:high}.
 */
public final class CategoryText {
  /** What the metadata is called; where it is of a whole file, the column's path follows. */
  public static final String KEY = "quern.categorical";

  private CategoryText() {}

  /** The names of {@code type}. */
  public static String of(CategoricalType type) {
    StringBuilder text = new StringBuilder();
    for (String name : type.names()) {
      text.append(name.length()).append(':').append(name);
    }
    return text.toString();
  }

  /** The type of these names; empty when {@code text} is none of such. */
  public static Optional<CategoricalType> parse(String text) {
    List<String> names = new ArrayList<>();
    try {
      for (int at = 0; at < text.length(); ) {
        int colon = text.indexOf(':', at);
        int end = colon + 1 + Integer.parseInt(text, at, colon, 10);
        names.add(text.substring(colon + 1, end));
        at = end;
      }
      return Optional.of(new CategoricalType(names));
    } catch (NumberFormatException | IndexOutOfBoundsException | PlanException notOfThisForm) {
      return Optional.empty();
    }
  }
}
