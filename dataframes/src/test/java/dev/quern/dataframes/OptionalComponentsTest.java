package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Records that say by {@code Optional} what may be missing. */
class OptionalComponentsTest {
  record Address(String city, Optional<String> street) {}

  record Person(
      String name,
      Optional<LocalDate> born,
      Optional<DayOfWeek> day,
      OptionalInt age,
      OptionalLong salary,
      OptionalDouble score,
      Optional<List<Integer>> marks,
      Address home,
      List<Address> others) {}

  private static final Person ALL =
      new Person(
          "Ada",
          Optional.of(LocalDate.of(1815, 12, 10)),
          Optional.of(DayOfWeek.SUNDAY),
          OptionalInt.of(36),
          OptionalLong.of(1L << 40),
          OptionalDouble.of(0.5),
          Optional.of(List.of(1, 2)),
          new Address("London", Optional.of("St James's Square")),
          List.of(new Address("Surrey", Optional.empty())));
  private static final Person NONE =
      new Person(
          "Nobody",
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          new Address("Nowhere", Optional.empty()),
          List.of());

  @Test
  void emptyOnesAreNullAndComeBackEmpty() {
    RecordFrame<Person> frame = Frames.of(Person.class, List.of(ALL, NONE));
    assertThat(frame.schema().field("born").type()).isEqualTo(DType.DATE);
    assertThat(frame.schema().field("age").type()).isEqualTo(DType.INT32);
    assertThat(frame.toFrame().filter(col("score").isNull()).count()).isEqualTo(1);
    assertThat(frame.toRecords()).containsExactly(ALL, NONE);
  }

  @Test
  void aColumnThatIsTooWideIsRefused() {
    record Wide(OptionalInt id) {}
    assertThatThrownBy(() -> Frames.range(3).toRecords(Wide.class))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("component id of Wide is a OptionalInt, which cannot hold a column");
    record Fits(OptionalLong id) {}
    assertThat(Frames.range(2).toRecords(Fits.class))
        .containsExactly(new Fits(OptionalLong.of(0)), new Fits(OptionalLong.of(1)));
  }
}
