package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts in parts by regular expressions, and texts put together by templates. */
class TextListsTest {
  record Text(@Nullable String t, int n) {}

  private static DataFrame rows() {
    return of(
            Text.class,
            List.of(
                new Text("a1 b22 and a longer text of c333", 1),
                new Text("", 2),
                new Text(null, 3),
                new Text("no digits, and longer than a view", 4),
                new Text("\u00e9\u00e9 7 \u65e5\u672c\u8a9e 88 \ud83d\ude00", 5)))
        .toFrame();
  }

  private static List<@Nullable Object> values(Column column) {
    try (Table table = rows().select(column.as("c")).collect()) {
      List<@Nullable Object> values = new ArrayList<>();
      AnyMemory.exact(table).forEach(row -> values.add(row.getFirst()));
      return values;
    }
  }

  @Test
  void allMatches() {
    assertThat(values(col("t").str().regexExtractAll("[0-9]+")))
        .isEqualTo(
            Arrays.asList(
                List.of("1", "22", "333"), List.of(), null, List.of(), List.of("7", "88")));
    assertThat(values(col("t").str().regexExtractAll("([a-z])([0-9])?", 2)).getFirst())
        .isEqualTo(List.of("1", "2", "3"));
    assertThat(values(col("t").str().regexExtractAll("\\S+ text of \\S+")).getFirst())
        .isEqualTo(List.of("longer text of c333"));
  }

  @Test
  void partsBetweenMatches() {
    assertThat(values(col("t").str().regexSplit("\\s*[0-9]+\\s*")))
        .isEqualTo(
            Arrays.asList(
                List.of("a", "b", "and a longer text of c", ""),
                List.of(""),
                null,
                List.of("no digits, and longer than a view"),
                List.of("\u00e9\u00e9", "\u65e5\u672c\u8a9e", "\ud83d\ude00")));
    assertThat(values(lit("abc").str().regexSplit("")).getFirst())
        .isEqualTo(List.of("a", "b", "c"));
    assertThat(values(lit("xabx").str().regexSplit("x")).getFirst())
        .isEqualTo(List.of("", "ab", ""));
  }

  @Test
  void templates() {
    assertThat(values(format("{}: {{{}}} of {}", col("n"), col("t").str().left(2), 2.5)))
        .isEqualTo(
            Arrays.asList(
                "1: {a1} of 2.5",
                "2: {} of 2.5",
                null,
                "4: {no} of 2.5",
                "5: {\u00e9\u00e9} of 2.5"));
    assertThat(values(format("plain")).getFirst()).isEqualTo("plain");
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatThrownBy(() -> rows().select(col("t").str().regexExtractAll("(a)", 2).as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("there is no group 2 in '(a)', which has 1");
    assertThatThrownBy(() -> rows().select(col("t").str().regexSplit("(").as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("is no regular expression");
    assertThatThrownBy(() -> rows().select(col("n").str().regexSplit("a").as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs text, but gets int32");
    assertThatThrownBy(() -> format("{} {}", col("n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("has 2 places");
    assertThatThrownBy(() -> format("{x}", col("n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a brace alone");
  }
}
