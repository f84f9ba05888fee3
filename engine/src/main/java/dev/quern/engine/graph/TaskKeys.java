package dev.quern.engine.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of tasks by number, and the numbers by key: two ints a task and a table of the tokens,
 * of which there are as many as plan nodes. Keys are made when somebody asks for one.
 *
 * <p>Grows while a graph is built and does not change afterwards.
 */
final class TaskKeys {
  static final int ABSENT = -1;

  private final TokenTable tokens;
  private int[] tokenOf;
  private int[] partitions;
  private int size;
  /* Most graphs that were made of others are never asked by key. */
  private volatile @Nullable KeyIndex index;

  /** No keys, to be added to. */
  TaskKeys() {
    this(new TokenTable(), new int[16], new int[16], 0, new KeyIndex(16));
  }

  private TaskKeys(
      TokenTable tokens, int[] tokenOf, int[] partitions, int size, @Nullable KeyIndex index) {
    this.tokens = tokens;
    this.tokenOf = tokenOf;
    this.partitions = partitions;
    this.size = size;
    this.index = index;
  }

  int size() {
    return size;
  }

  Key get(int task) {
    return new Key(token(task), partitions[task]);
  }

  Token token(int task) {
    return tokens.get(tokenOf[task]);
  }

  int partition(int task) {
    return partitions[task];
  }

  /** Adds a key and returns {@link #ABSENT}, or the number of the task that has it already. */
  int add(Token keyToken, int partition) {
    int token = tokens.intern(keyToken);
    if (size == partitions.length) {
      int capacity = 2 * size;
      tokenOf = Arrays.copyOf(tokenOf, capacity);
      partitions = Arrays.copyOf(partitions, capacity);
    }
    tokenOf[size] = token;
    partitions[size] = partition;
    int there = index().add(tokenOf, partitions, size);
    if (there == ABSENT) {
      size++;
    }
    return there;
  }

  /** The number of the task that has {@code key}, or {@link #ABSENT}. */
  int find(Key key) {
    return find(key.token(), key.partition());
  }

  /** The number of the task that has this key, or {@link #ABSENT}. */
  int find(Token keyToken, int partition) {
    int token = tokens.find(keyToken);
    return token == ABSENT ? ABSENT : index().find(tokenOf, partitions, token, partition);
  }

  /** The keys of the tasks {@code sequence[0]}, {@code sequence[1]}... */
  TaskKeys select(int[] sequence) {
    int[] newTokenOf = new int[sequence.length];
    int[] newPartitions = new int[sequence.length];
    for (int i = 0; i < sequence.length; i++) {
      newTokenOf[i] = tokenOf[sequence[i]];
      newPartitions[i] = partitions[sequence[i]];
    }
    return new TaskKeys(tokens, newTokenOf, newPartitions, sequence.length, null);
  }

  private KeyIndex index() {
    KeyIndex current = index;
    if (current == null) {
      current = KeyIndex.of(tokenOf, partitions, size);
      index = current;
    }
    return current;
  }
}
