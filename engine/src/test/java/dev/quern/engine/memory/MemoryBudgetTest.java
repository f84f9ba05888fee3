package dev.quern.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryFaultException;
import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.PlanException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class MemoryBudgetTest {

  @Test
  void buffersAreAlignedAndReadableBehindTheirEnd(MemoryBudget budget) {
    for (long size : new long[] {0, 1, 63, 64, 65, 4095, 4096, 4097, 3L << 20, 65L << 20}) {
      try (NativeBuffer buffer = budget.allocate(size)) {
        assertThat(buffer.segment().address() % 64).isZero();
        assertThat(buffer.segment().byteSize()).isGreaterThanOrEqualTo(size + 64);
        buffer.segment().set(ValueLayout.JAVA_BYTE, buffer.segment().byteSize() - 1, (byte) 7);
        assertThat(budget.used()).isGreaterThanOrEqualTo(size);
      }
    }
  }

  @Test
  void closingTwiceNamesTheOwner(MemoryBudget budget) {
    try (MemoryBudget owner = budget.child("scan of flights")) {
      NativeBuffer buffer = owner.allocate(100);
      buffer.close();
      assertThatThrownBy(buffer::close)
          .isInstanceOf(MemoryFaultException.class)
          .hasMessageContaining("scan of flights")
          .hasMessageContaining("freed twice");
    }
  }

  @Test
  void useAfterCloseNamesTheOwner(MemoryBudget budget) {
    try (MemoryBudget owner = budget.child("sort")) {
      NativeBuffer buffer = owner.allocate(100);
      NativeBuffer other = buffer.retain();
      buffer.close();
      assertThatThrownBy(buffer::segment)
          .isInstanceOf(MemoryFaultException.class)
          .hasMessageContaining("sort")
          .hasMessageContaining("after it was freed");
      assertThatThrownBy(buffer::retain).isInstanceOf(MemoryFaultException.class);
      other.segment().fill((byte) 1);
      other.close();
    }
  }

  @Test
  void leaksAreReportedWithOwnerSizeAndStack(MemoryBudget budget) {
    MemoryBudget owner = budget.child("join build side");
    NativeBuffer buffer = owner.allocate(5000);
    assertThatThrownBy(owner::close)
        .isInstanceOf(MemoryFaultException.class)
        .hasMessageContaining("join build side")
        .hasMessageContaining("KiB")
        .hasMessageContaining("leaksAreReportedWithOwnerSizeAndStack");
    buffer.close();
    owner.close();
    owner.close();
    assertThatThrownBy(() -> owner.allocate(1))
        .isInstanceOf(MemoryFaultException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void anOpenChildIsALeakOfItsParent() {
    MemoryBudget root = MemoryBudget.root("session", 1L << 20);
    MemoryBudget child = root.child("graph 3");
    assertThatThrownBy(root::close).hasMessageContaining("session");
    child.close();
    root.close();
  }

  @Test
  void limitsHoldForTheWholeTreeAndRefusalsNameTheHolders() {
    MemoryBudget root = MemoryBudget.root("session", 1L << 20);
    MemoryBudget cache = root.child("cache", 600L << 10);
    MemoryBudget graph = root.child("graph");
    NativeBuffer held = cache.allocate(500L << 10);
    assertThatThrownBy(() -> cache.allocate(200L << 10))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContaining("session/cache");
    assertThatThrownBy(() -> graph.allocate(900L << 10))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContaining("session/graph")
        .hasMessageContaining("cache: ");
    long peak = root.peak();
    assertThat(peak).isBetween(500L << 10, 1L << 20);
    held.close();
    assertThat(root.used()).isZero();
    assertThat(root.peak()).isEqualTo(peak);
    cache.close();
    graph.close();
    root.close();
  }

  @Test
  void zeroedBuffersAreZeroEvenWhenTheBlockWasUsedBefore(MemoryBudget budget) {
    for (int round = 0; round < 3; round++) {
      try (NativeBuffer buffer = budget.allocateZeroed(10_000)) {
        for (long i = 0; i < buffer.segment().byteSize(); i++) {
          assertThat(buffer.segment().get(ValueLayout.JAVA_BYTE, i)).isZero();
        }
        buffer.segment().fill((byte) 0x55);
      }
    }
  }

  @Test
  void blocksAreNeverHandedOutTwiceUnderContention(MemoryBudget budget) throws Exception {
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> workers = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < threads; t++) {
      long mark = t + 1L;
      workers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      churn(budget, mark);
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(failures).isEmpty();
    assertThat(budget.used()).isZero();
  }

  private static void churn(MemoryBudget budget, long mark) {
    SplittableRandom random = new SplittableRandom(mark);
    List<NativeBuffer> live = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      NativeBuffer buffer = budget.allocate(4096L << random.nextInt(4));
      buffer.segment().set(ValueLayout.JAVA_LONG, 0, mark);
      live.add(buffer);
      if (live.size() > 20) {
        NativeBuffer old = live.remove(random.nextInt(live.size()));
        if (old.segment().get(ValueLayout.JAVA_LONG, 0) != mark) {
          throw new AssertionError("a block of thread " + mark + " was given to another");
        }
        old.close();
      }
    }
    live.forEach(NativeBuffer::close);
  }

  @Test
  void sizeClassesHoldWhatTheyPromise() {
    for (long size = 1; size < 70L << 20; size = size * 9 / 8 + 1) {
      long block = BlockPool.blockSize(size);
      assertThat(block).as("block for %d", size).isGreaterThanOrEqualTo(size);
      assertThat(BlockPool.blockSize(block)).as("block of a block").isEqualTo(block);
      if (size >= 4096 && size <= 64L << 20) {
        assertThat(block).as("waste for %d", size).isLessThanOrEqualTo(size + size / 4 + 64);
      }
    }
  }

  @Test
  void amountsOfMemoryAreReadAsPeopleWriteThem() {
    assertThat(Bytes.parse("8g")).isEqualTo(8L << 30);
    assertThat(Bytes.parse("512 MiB")).isEqualTo(512L << 20);
    assertThat(Bytes.parse("1.5KB")).isEqualTo(1536);
    assertThat(Bytes.parse("17")).isEqualTo(17);
    assertThat(Bytes.text(1536)).isEqualTo("1.5 KiB");
    assertThat(Bytes.text(12)).isEqualTo("12 B");
    assertThatThrownBy(() -> Bytes.parse("much")).isInstanceOf(PlanException.class);
  }
}
