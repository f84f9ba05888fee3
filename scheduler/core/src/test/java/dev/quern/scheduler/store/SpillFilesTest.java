package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.SessionClosedException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFile;
import dev.quern.engine.spill.SpillFileWriter;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.spill.SpilledBatches;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

class SpillFilesTest {
  @TempDir Path base;

  @Test
  void aSessionThatSpillsNothingLeavesTheDiskAlone() {
    try (SpillFiles files = new SpillFiles(base.resolve("none"), OptionalLong.empty())) {
      assertThat(files.used()).isZero();
    }
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void nobodyElseMayReadWhatIsSpilled() throws IOException {
    try (SpillFiles files = new SpillFiles(base, OptionalLong.empty());
        SpillFile _ = write(files, 1_000)) {
      Path folder = onlyFolder();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(files.used()).isEqualTo(1_000);
    }
    assertThat(base).isEmptyDirectory();
  }

  @Test
  @ExtendWith(LeakCheck.class)
  void batchesGoThereAndBack(MemoryBudget budget) {
    try (SpillFiles files = new SpillFiles(base, OptionalLong.empty());
        Batch batch = new RandomBatches(5, budget).next(RandomBatches.EVERY_TYPE, 100);
        SpillWriter writer = files.create("rows", batch.schema())) {
      writer.write(batch);
      try (SpilledBatches spilled = writer.finish();
          var reader = spilled.open(budget);
          Batch back = Objects.requireNonNull(reader.next())) {
        assertThat(back.rows()).isEqualTo(100);
      }
      assertThat(files.used()).isZero();
      assertThat(files.written()).isPositive();
    }
  }

  @Test
  void closingDeletesWhatSomebodyForgot() {
    SpillFiles files = new SpillFiles(base, OptionalLong.empty());
    SpillFile _ = write(files, 1_000);
    files.close();
    files.close();

    assertThat(base).isEmptyDirectory();
    assertThatThrownBy(() -> files.createFile("late")).isInstanceOf(SessionClosedException.class);
  }

  @Test
  void moreThanIsAllowedIsRefusedAndTheRestGoesOn() {
    try (SpillFiles files = new SpillFiles(base, OptionalLong.of(10_000));
        SpillFile _ = write(files, 8_000)) {
      assertThatThrownBy(() -> write(files, 2_001))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("no room for 2.0 KiB")
          .hasMessageContaining(base.toString())
          .hasMessageContaining("7.8 KiB of the 9.8 KiB allowed are used")
          .hasMessageContaining("SessionConfig.disk");
      write(files, 2_000).close();
      assertThat(files.used()).isEqualTo(8_000);
    }
  }

  @Test
  void aDiskThatIsReallyFullIsToldLikeOneThatIsNotAllowed() {
    DiskBudget disk = new DiskBudget(base, 1 << 20);

    assertThat(disk.refusal(base, 4_096, new IOException("No space left on device")))
        .hasMessageContaining("no room for 4.0 KiB")
        .hasMessageContaining(base.toString())
        .hasMessageContaining("the disk has");
    assertThat(disk.refusal(base, 4_096, new IOException("Input/output error")))
        .hasMessageContaining("Input/output error")
        .hasMessageContaining("QUERN_SPILL");
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.writeString(base.resolve("file"), "in the way");
    try (SpillFiles files = new SpillFiles(file, OptionalLong.empty())) {
      assertThatThrownBy(() -> files.createFile("rows"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("SessionConfig.spillDirectory");
    }
  }

  @Test
  void whatACrashedProcessLeftIsDeletedAndTheLivingKeepTheirs() throws Exception {
    Process living = holder();
    Process dying = holder();
    try (BufferedReader told = living.inputReader();
        BufferedReader toldToo = dying.inputReader();
        SpillFiles own = new SpillFiles(base, OptionalLong.empty());
        SpillFile _ = write(own, 10)) {
      Path kept = Path.of(told.readLine());
      Path left = Path.of(toldToo.readLine());
      Path neighbour = onlyFolderOf(ProcessHandle.current().pid());
      dying.destroyForcibly().waitFor();
      Files.writeString(base.resolve("somebody-elses.lock"), "");

      new SpillFiles(base, OptionalLong.empty()).close();

      assertThat(left).doesNotExist();
      assertThat(kept).isNotEmptyDirectory();
      assertThat(neighbour).isNotEmptyDirectory();
      assertThat(base.resolve("somebody-elses.lock")).exists();
    } finally {
      living.destroyForcibly();
      dying.destroyForcibly();
    }
  }

  @Test
  void anotherSessionLeavesTheFirstItsLock() throws Exception {
    try (SpillFiles first = new SpillFiles(base, OptionalLong.empty());
        SpillFile _ = write(first, 10)) {
      Path folder = onlyFolder();
      new SpillFiles(base, OptionalLong.empty()).close();

      Process other = holder();
      try (BufferedReader told = other.inputReader()) {
        assertThat(told.readLine()).as("where another process spills").isNotNull();
        assertThat(folder).isNotEmptyDirectory();
      } finally {
        other.destroyForcibly();
      }
    }
  }

  @Test
  void aProcessThatEndsWithoutClosingDeletesItsOwn() throws Exception {
    Process process = holder();
    try (BufferedReader told = process.inputReader()) {
      Path folder = Path.of(told.readLine());
      process.outputWriter().close();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(folder).doesNotExist();
      assertThat(base).isEmptyDirectory();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process that spills something, says where, and ends when its input does. */
  static final class Holder {
    private Holder() {}

    static void main(String[] arguments) throws IOException {
      SpillFiles files = new SpillFiles(Path.of(arguments[0]), OptionalLong.empty());
      SpillFile _ = write(files, 100);
      System.out.println(folders(Path.of(arguments[0]), ProcessHandle.current().pid()).getFirst());
      int _ = System.in.read();
    }
  }

  private Process holder() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            base.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static SpillFile write(SpillFiles files, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(1).nextBytes(bytes);
    try (SpillFileWriter writer = files.createFile("bytes")) {
      writer.write(ByteBuffer.wrap(bytes));
      return writer.finish();
    }
  }

  private Path onlyFolder() throws IOException {
    return onlyFolderOf(ProcessHandle.current().pid());
  }

  private Path onlyFolderOf(long process) throws IOException {
    List<Path> found = folders(base, process);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Path> folders(Path base, long process) throws IOException {
    try (Stream<Path> all = Files.list(base)) {
      return all.filter(Files::isDirectory)
          .filter(path -> path.getFileName().toString().contains("-" + process + "-"))
          .toList();
    }
  }
}
