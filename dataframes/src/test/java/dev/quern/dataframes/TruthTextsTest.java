package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readCsv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.type.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV with words of its own for true and false. */
class TruthTextsTest {
  private static final CsvOptions GERMAN =
      CsvOptions.DEFAULTS.withTruthTexts(List.of("ja", "wahr"), List.of("nein"));

  record Row(long id, @Nullable Boolean open) {}

  @TempDir Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("in.csv"), text).toString();
  }

  @Test
  void areReadAndInferred() throws IOException {
    DataFrame rows = readCsv(file("id,open\n1,ja\n2,nein\n3,\n4,\"wahr\"\n"), GERMAN);
    assertThat(rows.schema().field("open").type()).isEqualTo(DType.BOOL);
    assertThat(rows.toRecords(Row.class))
        .containsExactly(new Row(1, true), new Row(2, false), new Row(3, null), new Row(4, true));
  }

  @Test
  void noOtherTextIsATruthValueThen() throws IOException {
    assertThat(readCsv(file("id,open\n1,true\n"), GERMAN).schema().field("open").type())
        .isEqualTo(DType.UTF8);
    DataFrame declared = readCsv(file("id,open\n1,true\n"), GERMAN.withType("open", DType.BOOL));
    assertThatThrownBy(() -> declared.toRecords(Row.class))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("in.csv:2")
        .hasMessageContaining("'true'");
  }

  @Test
  void areWrittenAndComeBack() {
    List<Row> rows = List.of(new Row(1, true), new Row(2, false), new Row(3, null));
    WriteOptions options =
        WriteOptions.DEFAULTS.withCsv(CsvWriteOptions.DEFAULTS.withTruthTexts("ja", "nein"));
    Path file = folder.resolve("out.csv");
    Frames.of(Row.class, rows).toFrame().writeCsv(file.toString(), options);
    assertThat(file).hasContent("id,open\n1,ja\n2,nein\n3,\n");
    assertThat(readCsv(file.toString(), GERMAN).toRecords(Row.class)).isEqualTo(rows);
  }

  @Test
  void whatCannotBeToldApartIsRefused() {
    assertThatThrownBy(() -> CsvOptions.DEFAULTS.withTruthTexts(List.of("x"), List.of("y", "x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("none in common");
    assertThatThrownBy(() -> CsvOptions.DEFAULTS.withTruthTexts(List.of("x"), List.of()))
        .isInstanceOf(PlanException.class);
    DataFrame rows = Frames.of(Row.class, List.of(new Row(1, true))).toFrame();
    assertThatThrownBy(
            () ->
                rows.writeCsv(
                    folder.resolve("out.csv").toString(),
                    WriteOptions.DEFAULTS.withCsv(
                        CsvWriteOptions.DEFAULTS.withTruthTexts("a,b", "c"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'a,b' would need quotes");
    assertThat(folder).isEmptyDirectory();
  }
}
