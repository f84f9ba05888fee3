package dev.quern.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private static final long BLOCK = 128 << 10;
  private static final long LARGE = 4L << 20;

  private final BlockPool pool = new BlockPool(1L << 30);

  @AfterEach
  void giveBack() {
    pool.clear();
    assertThat(pool.pooledBytes()).isZero();
    assertThat(pool.residentBytes()).isZero();
  }

  @Test
  void aFreedBlockServesTheNext() {
    pool.allow(BLOCK);
    long first = pool.take(BLOCK);
    pool.give(first, BLOCK);

    assertThat(pool.pooledBytes()).isEqualTo(BLOCK);
    assertThat(pool.take(BLOCK)).isEqualTo(first);
    pool.give(first, BLOCK);
  }

  @Test
  void blocksInUseAndFreeOnesAreNoMoreThanTheBudgetsAllow() {
    pool.allow(LARGE + BLOCK);
    long large = pool.take(LARGE);
    pool.give(large, LARGE);
    List<Long> small = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      small.add(pool.take(BLOCK));
      assertThat(pool.residentBytes()).isLessThanOrEqualTo(LARGE + BLOCK);
    }
    assertThat(pool.pooledBytes()).as("the large one went for the second of the others").isZero();

    small.forEach(address -> pool.give(address, BLOCK));
    assertThat(pool.pooledBytes()).isEqualTo(8 * BLOCK);
  }

  @Test
  void whatIsFreedBeyondTheBudgetsIsNotKept() {
    pool.allow(BLOCK);
    long one = pool.take(BLOCK);
    long other = pool.take(BLOCK);
    pool.give(one, BLOCK);
    pool.give(other, BLOCK);

    assertThat(pool.pooledBytes()).isEqualTo(BLOCK);
  }

  @Test
  void aBudgetThatIsClosedTakesItsShareOfThePoolWithIt() {
    pool.allow(4 * BLOCK);
    List<Long> blocks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      blocks.add(pool.take(BLOCK));
    }
    blocks.forEach(address -> pool.give(address, BLOCK));
    pool.allow(-3 * BLOCK);

    assertThat(pool.residentBytes()).isEqualTo(BLOCK);
  }

  /* A block has one owner at a time. */
  @Test
  void threadsShareThePoolAndNoBlock() throws InterruptedException {
    long seed = new Random().nextLong();
    pool.allow(6 * LARGE);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    Set<Long> owned = new HashSet<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(seed + t);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 2000; i++) {
                      long size = BlockPool.blockSize(1 + random.nextLong(LARGE));
                      long address = pool.take(size);
                      synchronized (owned) {
                        if (address == 0 || !owned.add(address)) {
                          wrong.add("block " + address + " of two, seed " + seed);
                        }
                      }
                      synchronized (owned) {
                        owned.remove(address);
                      }
                      pool.give(address, size);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(pool.residentBytes()).isEqualTo(pool.pooledBytes());
    assertThat(pool.residentBytes()).isLessThanOrEqualTo(6 * LARGE);
  }
}
