package dev.quern.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.kernel.LikePattern.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

  @ParameterizedTest
  @CsvSource({
    "abc, EQUALS, abc",
    "'', EQUALS, ''",
    "abc%, PREFIX, abc",
    "abc%%, PREFIX, abc",
    "%, PREFIX, ''",
    "%%, PREFIX, ''",
    "%abc, SUFFIX, abc",
    "%%abc, SUFFIX, abc",
    "%abc%, CONTAINS, abc",
    "%%abc%%, CONTAINS, abc",
    "100!%%, PREFIX, 100%",
    "a!_b, EQUALS, a_b",
    "%a%b%, GENERAL, ''",
    "a%b, GENERAL, ''",
    "a_, GENERAL, ''",
    "_, GENERAL, ''"
  })
  void recognisesTheSimpleShapes(String pattern, Kind kind, String literal) {
    LikePattern like = LikePattern.compile(pattern, '!');
    assertThat(like.kind()).isEqualTo(kind);
    assertThat(new String(like.literal(), StandardCharsets.UTF_8)).isEqualTo(literal);
  }

  @Test
  void refusesAnEscapeAtTheEnd() {
    assertThatThrownBy(() -> LikePattern.compile("abc!", '!'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abc!");
  }
}
