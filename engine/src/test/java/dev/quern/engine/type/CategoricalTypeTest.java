package dev.quern.engine.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.graph.Token;
import dev.quern.engine.io.CategoryText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CategoricalTypeTest {
  private static final CategoricalType MANY =
      new CategoricalType(
          IntStream.range(0, CategoricalType.MOST_NAMES).mapToObj(i -> "name " + i).toList());

  @Test
  void everyNameIsFound() {
    for (int code = 0; code < MANY.size(); code++) {
      byte[] text = ("-" + MANY.name(code)).getBytes(StandardCharsets.UTF_8);
      assertThat(MANY.code(text, 1, text.length - 1)).isEqualTo(code);
      assertThat(MANY.code(text, 0, text.length)).isEqualTo(-1);
    }
    assertThat(DType.categorical("").code("")).isZero();
    assertThatThrownBy(() -> DType.categorical("north", "south").code("nort"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'north'");
  }

  @Test
  void travelsAsItsNames() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(MANY);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(MANY).hasSameHashCodeAs(MANY);
    }
    DType one = DType.categorical("a", "b");
    assertThat(Token.of("x", one)).isEqualTo(Token.of("x", DType.categorical("a", "b")));
    assertThat(Token.of("x", one)).isNotEqualTo(Token.of("x", DType.categorical("b", "a")));
  }

  @Test
  void namesOfAnyCharactersAreTextInMetadata() {
    CategoricalType type = DType.categorical("", "1:", "é, 日", "\0", "3:low");
    assertThat(CategoryText.parse(CategoryText.of(type))).contains(type);
    for (String broken : List.of("", "3:lo", "x:a", "1:a1:a", "-1:", "2", "1:a:")) {
      assertThat(CategoryText.parse(broken)).as(broken).isEmpty();
    }
  }

  @Test
  void fewNamesArePrintedAndManyCounted() {
    assertThat(DType.categorical("low", "high")).hasToString("categorical(low, high)");
    assertThat(MANY.toString()).hasSizeLessThan(120).endsWith("... 65536 names)");
  }
}
