package dev.quern.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.StorageException;
import dev.quern.engine.spill.TempSpillSpace;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that lies in mapped files. */
class OnDiskBudgetTest {
  private static final long BLOCK = 3 << 20;

  @TempDir Path folder;

  @Test
  void blocksAreFilesUntilTheLastHandleIsClosed() {
    try (TempSpillSpace space = new TempSpillSpace(folder);
        MemoryBudget budget = space.onDisk("columns")) {
      NativeBuffer first = budget.allocate(BLOCK);
      NativeBuffer second = budget.allocate(BLOCK);
      assertThat(space.files()).isEqualTo(2);
      assertThat(space.used()).isEqualTo(budget.used()).isGreaterThanOrEqualTo(2 * BLOCK);
      assertThat(first.segment().address() % NativeBuffer.ALIGNMENT).isZero();
      first.segment().fill((byte) 7);
      second.segment().fill((byte) 9);
      NativeBuffer other = first.retain();
      first.close();
      second.close();
      assertThat(space.used()).isEqualTo(budget.used()).isGreaterThanOrEqualTo(BLOCK);
      assertThat(other.segment().get(ValueLayout.JAVA_BYTE, BLOCK - 1)).isEqualTo((byte) 7);
      other.close();
      assertThat(space.used()).isZero();
    }
  }

  @Test
  void smallBlocksAreNoFiles() {
    try (TempSpillSpace space = new TempSpillSpace(folder);
        MemoryBudget budget = space.onDisk("columns");
        NativeBuffer small = budget.allocate(1000)) {
      small.segment().fill((byte) 1);
      assertThat(space.files()).isZero();
      assertThat(space.used()).isZero();
    }
  }

  @Test
  void aFullDiskIsAnErrorAndLeavesNothing() {
    try (TempSpillSpace space = new TempSpillSpace(folder, 2 * BLOCK);
        MemoryBudget budget = space.onDisk("columns")) {
      NativeBuffer fits = budget.allocate(BLOCK);
      assertThatThrownBy(() -> budget.allocate(BLOCK)).isInstanceOf(StorageException.class);
      assertThat(budget.used()).isEqualTo(space.used());
      fits.close();
      assertThat(budget.used()).isZero();
    }
  }

  @Test
  void aFileThatCannotBeMadeIsAnErrorAndLeavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    AtomicLong counted = new AtomicLong();
    BlockFiles files =
        new BlockFiles() {
          @Override
          public Path begin(long bytes) {
            counted.addAndGet(bytes);
            return file.resolve("below");
          }

          @Override
          public void ended(long bytes) {
            counted.addAndGet(-bytes);
          }

          @Override
          public RuntimeException refusal(Path path, long bytes, IOException cause) {
            return new StorageException(path.toString(), cause);
          }
        };
    try (MemoryBudget budget = MemoryBudget.onDisk("columns", files)) {
      assertThatThrownBy(() -> budget.allocate(BLOCK))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("below");
      assertThat(budget.used()).isZero();
    }
    assertThat(counted).hasValue(0);
  }

  @Test
  void whatIsLeftOpenIsNamed() {
    try (TempSpillSpace space = new TempSpillSpace(folder)) {
      MemoryBudget budget = space.onDisk("rows of a window's partition");
      NativeBuffer open = budget.allocate(BLOCK);
      assertThatThrownBy(budget::close)
          .isInstanceOf(MemoryFaultException.class)
          .hasMessageContaining("rows of a window's partition");
      open.close();
      budget.close();
    }
  }
}
