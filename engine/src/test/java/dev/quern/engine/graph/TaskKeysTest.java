package dev.quern.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskKeysTest {

  @Test
  void allPartitionsOfFewTokensAreFound() {
    List<Key> keys = new ArrayList<>();
    for (int partition = 0; partition < 10_000; partition++) {
      keys.add(token(1).at(partition));
      keys.add(token(2).at(Integer.MAX_VALUE - partition));
    }

    check(keys);
  }

  @Test
  void everySixteenthPartitionIsFound() {
    List<Key> keys = new ArrayList<>();
    for (int partition = 0; partition < 10_000; partition++) {
      keys.add(token(3).at(16 * partition));
    }

    check(keys);
  }

  @Test
  void onePartitionOfManyTokensIsFound() {
    List<Key> keys = new ArrayList<>();
    for (int token = 0; token < 10_000; token++) {
      keys.add(token(token).at(0));
    }

    check(keys);
  }

  @Test
  void randomKeysAreFound() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TaskKeys keys = new TaskKeys();
    Map<Key, Integer> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      Key key = token(random.nextInt(50)).at(random.nextInt(1 << random.nextInt(31)));
      Integer there = expected.putIfAbsent(key, expected.size());
      assertThat(add(keys, key)).as("seed %d", seed).isEqualTo(there == null ? -1 : there);
    }
    assertThat(keys.size()).isEqualTo(expected.size());
    expected.forEach((key, number) -> assertThat(keys.find(key)).isEqualTo(number));
  }

  @Test
  void selectedKeysAreIndexedAnew() {
    TaskKeys keys = new TaskKeys();
    for (int partition = 0; partition < 100; partition++) {
      assertThat(add(keys, token(7).at(partition))).isEqualTo(TaskKeys.ABSENT);
    }

    TaskKeys selected = keys.select(new int[] {99, 3});

    assertThat(selected.get(0)).isEqualTo(token(7).at(99));
    assertThat(selected.find(token(7).at(3))).isEqualTo(1);
    assertThat(selected.find(token(7).at(4))).isEqualTo(TaskKeys.ABSENT);
    assertThat(selected.find(token(8).at(3))).isEqualTo(TaskKeys.ABSENT);
  }

  private static void check(List<Key> all) {
    TaskKeys keys = new TaskKeys();
    for (Key key : all) {
      assertThat(keys.find(key)).isEqualTo(TaskKeys.ABSENT);
      assertThat(add(keys, key)).isEqualTo(TaskKeys.ABSENT);
    }
    for (int i = 0; i < all.size(); i++) {
      assertThat(keys.find(all.get(i))).isEqualTo(i);
      assertThat(add(keys, all.get(i))).isEqualTo(i);
      assertThat(keys.get(i)).isEqualTo(all.get(i));
    }
  }

  private static int add(TaskKeys keys, Key key) {
    return keys.add(key.token(), key.partition());
  }

  private static Token token(int number) {
    return new Token("t", 31L * number, 0x9E3779B97F4A7C15L * number);
  }
}
