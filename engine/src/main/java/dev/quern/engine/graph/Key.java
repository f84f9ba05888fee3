package dev.quern.engine.graph;

import java.io.Serializable;
import java.util.Objects;

/**
 * The name of one result: an operation and the partition of its output.
 *
 * <p>A small value that is cheap to compare and to hash; prints as {@code name-hash-partition}.
 *
 * @param token which operation
 * @param partition which partition of its result, from 0
 */
public record Key(Token token, int partition) implements Serializable {

  /** Checks that the partition is not negative. */
  public Key {
    Objects.requireNonNull(token, "token");
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition + " of " + token);
    }
  }

  /**
   * The key of the only partition of an operation.
   *
   * @see Token#of
   */
  public static Key of(String name, Object... content) {
    return Token.of(name, content).at(0);
  }

  /** The operation's name. */
  public String name() {
    return token.name();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && partition == key.partition && token.equals(key.token);
  }

  /** Spread over all bits, so that a table may take any of them. */
  @Override
  public int hashCode() {
    int hash = (token.hashCode() + partition) * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  @Override
  public String toString() {
    return token + "-" + partition;
  }
}
