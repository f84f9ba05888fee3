package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.StorageException;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvSource;
import dev.quern.engine.io.json.JsonOptions;
import dev.quern.engine.io.json.JsonSource;
import dev.quern.engine.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that somebody writes to, replaces or removes after frames were made of them. */
class ChangedFilesTest {
  /** A format: a way to write and one to read. */
  record Format(
      String ending, BiConsumer<DataFrame, String> write, Function<String, DataFrame> read) {
    @Override
    public String toString() {
      return ending;
    }
  }

  static List<Format> formats() {
    return List.of(
        new Format(".parquet", DataFrame::writeParquet, Frames::readParquet),
        new Format(".csv", DataFrame::writeCsv, Frames::readCsv),
        new Format(".csv.gz", DataFrame::writeCsv, Frames::readCsv),
        new Format(".ndjson", DataFrame::writeJson, Frames::readJson),
        new Format(".arrow", DataFrame::writeIpc, Frames::readIpc));
  }

  @TempDir Path folder;

  /* It used to give the number of rows there were, and of text a row cut in two. */
  @ParameterizedTest
  @MethodSource("formats")
  void aFrameOfAFileThatWasReplacedSaysSo(Format format) {
    String path = folder.resolve("x" + format.ending()).toString();
    format.write().accept(range(10), path);
    DataFrame frame = format.read().apply(path);
    assertThat(frame.count()).isEqualTo(10);

    format.write().accept(range(1000, 5000), path);
    refused(frame::count);
    refused(() -> frame.filter(col("id").lt(5)).count());
    refused(() -> frame.collect().close());
    assertThat(format.read().apply(path).count()).isEqualTo(4000);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void oneOfTheSameLengthIsTakenForWhatItIs(Format format) throws IOException {
    Path path = folder.resolve("x" + format.ending());
    format.write().accept(range(10), path.toString());
    DataFrame frame = format.read().apply(path.toString());
    Files.setLastModifiedTime(path, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    refused(frame::count);
    refused(() -> frame.filter(col("id").gt(100)).count());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void oneThatIsGoneIsNamed(Format format) throws IOException {
    Path path = folder.resolve("x" + format.ending());
    format.write().accept(range(10), path.toString());
    DataFrame frame = format.read().apply(path.toString());
    Files.delete(path);
    assertThatThrownBy(frame::count)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(path + " does not exist");
  }

  @Test
  void aFrameCanReplaceTheFileItReads() {
    String path = folder.resolve("x.parquet").toString();
    range(100).writeParquet(path);
    DataFrame frame = Frames.readParquet(path);
    frame.filter(col("id").ge(90)).writeParquet(path);
    refused(frame::count);
    assertThat(Frames.readParquet(path).count()).isEqualTo(10);
  }

  /** Long queries begin to read some pieces of a text after others were read. */
  @Test
  void aTextOfAnotherLengthIsNotReadByPiecesOfTheOld() throws IOException {
    Path csv = Files.writeString(folder.resolve("x.csv"), "a,b\n1,22\n");
    Path json = Files.writeString(folder.resolve("x.ndjson"), "{\"a\":1,\"b\":22}\n");
    List<Source> sources =
        List.of(
            CsvSource.open(List.of(csv), CsvOptions.DEFAULTS),
            JsonSource.open(List.of(json), JsonOptions.DEFAULTS));
    List<Split> splits = new ArrayList<>();
    sources.forEach(source -> splits.addAll(source.splits(ScanRequest.of(List.of("a", "b")))));
    Files.writeString(csv, "a,b\n1,222222\n3,4\n");
    Files.writeString(json, "{\"a\":1,\"b\":222222}\n{\"a\":1}\n");
    try (MemoryBudget budget = MemoryBudget.root("changed", 1 << 20)) {
      assertThat(splits).hasSize(2);
      splits.forEach(split -> refused(() -> split.open(budget, 100).close()));
    }
  }

  private static void refused(Runnable run) {
    assertThatThrownBy(run::run)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(" was written to or replaced after this frame was made of it")
        .hasMessageContaining("make the frame anew");
  }
}
