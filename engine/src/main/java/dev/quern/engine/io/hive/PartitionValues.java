package dev.quern.engine.io.hive;

import dev.quern.engine.type.DType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that a file's folders say, as text; null for what Hive calls its default. */
record PartitionValues(Map<String, Optional<String>> texts) {
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /** Those of {@code file}, by folders between {@code root} and it. */
  static PartitionValues of(Path root, Path file) {
    Map<String, Optional<String>> texts = new LinkedHashMap<>();
    Path folders = root.relativize(file).getParent();
    if (folders != null) {
      for (Path folder : folders) {
        String name = folder.toString();
        int equals = name.indexOf('=');
        if (equals > 0) {
          String text = decoded(name.substring(equals + 1));
          texts.put(
              decoded(name.substring(0, equals)),
              text.equals(NULL) ? Optional.empty() : Optional.of(text));
        }
      }
    }
    return new PartitionValues(texts);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign of its own: the name was not encoded.
      return text;
    }
  }

  /** The narrowest type that holds all of these texts: int64, date, or else text. */
  static DType type(List<PartitionValues> all, String column) {
    List<String> texts = new ArrayList<>();
    for (PartitionValues values : all) {
      Objects.requireNonNull(values.texts.get(column)).ifPresent(texts::add);
    }
    if (texts.isEmpty()) {
      return DType.UTF8;
    }
    if (texts.stream().allMatch(text -> text.matches("-?[0-9]{1,18}"))) {
      return DType.INT64;
    }
    return texts.stream().allMatch(PartitionValues::isDate) ? DType.DATE : DType.UTF8;
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** The value of {@code column} as predicates have it, or null. */
  @Nullable Object value(String column, DType type) {
    String text = Objects.requireNonNull(texts.get(column)).orElse(null);
    if (text == null || type == DType.UTF8) {
      return text;
    }
    return type == DType.INT64 ? Long.parseLong(text) : LocalDate.parse(text).toEpochDay();
  }
}
