package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Joins by integers of different widths: some of the wider ones fit no narrower one. */
class JoinKeyTypesTest {
  record Narrow(int id, String name) {}

  record Wide(long id, long size) {}

  record Both(int i, long w) {}

  private static final long LARGE = (1L << 32) + 1;

  private final Session session = Session.local().workers(2).open();
  private final DataFrame narrow =
      Frames.of(Narrow.class, List.of(new Narrow(1, "one"), new Narrow(2, "two"))).toFrame();
  private final DataFrame wide =
      Frames.of(Wide.class, List.of(new Wide(LARGE, 10), new Wide(1, 20))).toFrame();

  @AfterEach
  void close() {
    session.close();
  }

  private String rows(DataFrame frame) {
    List<String> names = frame.schema().names();
    try (Table table = frame.sort(names.toArray()).collect(session)) {
      return LongStream.range(0, table.rows())
          .mapToObj(
              row ->
                  names.stream()
                      .map(name -> String.valueOf(table.get(row, name)))
                      .collect(Collectors.joining(" ")))
          .collect(Collectors.joining("; "));
    }
  }

  @Test
  void narrowKeysMeetWideOnes() {
    assertThat(rows(narrow.innerJoin(wide, on("id")))).isEqualTo("1 one 20");
    assertThat(rows(narrow.leftJoin(wide, on("id")))).isEqualTo("1 one 20; 2 two null");
    assertThat(rows(narrow.semiJoin(wide, on("id")))).isEqualTo("1 one");
    assertThat(rows(narrow.antiJoin(wide, on("id")))).isEqualTo("2 two");
    assertThat(narrow.leftJoin(wide, on("id")).schema().field("id").type()).isEqualTo(DType.INT32);
  }

  @Test
  void wideKeysMeetNarrowOnes() {
    assertThat(rows(wide.innerJoin(narrow, on("id")))).isEqualTo("1 20 one");
    assertThat(rows(wide.antiJoin(narrow, on("id")))).isEqualTo(LARGE + " 10");
  }

  @Test
  void rightKeysThatStandInTheLeftColumnKeepTheirValues() {
    assertThat(rows(narrow.rightJoin(wide, on("id"))))
        .isEqualTo("1 one 20; %d null 10".formatted(LARGE));
    assertThat(rows(narrow.fullJoin(wide, on("id"))))
        .isEqualTo("1 one 20; 2 two null; %d null 10".formatted(LARGE));
  }

  @Test
  void unsignedKeysMeetSignedOnes() {
    DataFrame unsigned = wide.cast("id", DType.UINT64);
    assertThat(rows(narrow.innerJoin(unsigned, on("id")))).isEqualTo("1 one 20");
    assertThat(rows(unsigned.antiJoin(narrow.cast("id", DType.UINT8), on("id"))))
        .isEqualTo(LARGE + " 10");
    DataFrame full = narrow.cast("id", DType.INT8).fullJoin(unsigned, on("id"));
    assertThat(rows(full)).isEqualTo("1 one 20; 2 two null; %d null 10".formatted(LARGE));
    assertThat(full.schema().field("id").type()).isEqualTo(DType.decimal(20, 0));
    // 4294967295 is no -1, whatever its bits.
    DataFrame most = wide.withColumn("id", lit(0xFFFF_FFFFL).cast(DType.UINT32));
    assertThat(rows(narrow.withColumn("id", lit(-1)).semiJoin(most, on("id")))).isEmpty();
  }

  @Test
  void aRightColumnMayMeetColumnsOfTwoTypes() {
    DataFrame both =
        Frames.of(Both.class, List.of(new Both(1, 1), new Both(1, LARGE), new Both(2, 2)))
            .toFrame();
    for (JoinOn on : List.of(on("w", "id").and("i", "id"), on("i", "id").and("w", "id"))) {
      assertThat(rows(both.innerJoin(wide, on))).isEqualTo("1 1 20");
      assertThat(rows(both.fullJoin(wide, on)))
          .isEqualTo("1 1 20; 1 %1$d null; 2 2 null; %1$d %1$d 10".formatted(LARGE));
    }
  }
}
