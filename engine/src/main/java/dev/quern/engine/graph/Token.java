package dev.quern.engine.graph;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The identity of an operation: a name for people, and a 128-bit structural hash of everything that
 * determines the operation's result. Two operations with equal tokens give equal results, so one of
 * them need not run.
 *
 * <p>Made once per plan node and shared by the {@link Key}s of all its partitions. Equal between
 * runs of the virtual machine as long as no lambda is part of the content ({@link StructuralHash}).
 *
 * @param name what the operation is called in keys: short, without spaces
 * @param high the upper half of the hash
 * @param low the lower half of the hash
 */
public record Token(String name, long high, long low) implements Serializable {

  /** Checks that there is a name. */
  public Token {
    Objects.requireNonNull(name, "name");
  }

  /**
   * The token of an operation called {@code name} with this content: the operator and the tokens or
   * keys of its inputs.
   *
   * @throws dev.quern.engine.PlanException when the content holds something without a structure to
   *     hash; {@link StructuralHash} lists what has one
   */
  public static Token of(String name, Object... content) {
    StructuralHash hash = new StructuralHash(name);
    for (Object part : content) {
      hash.add(part);
    }
    return hash.token();
  }

  /** The key of one partition of this operation's result. */
  public Key at(int partition) {
    return new Key(this, partition);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Token token
            && low == token.low
            && high == token.high
            && name.equals(token.name));
  }

  @Override
  public int hashCode() {
    return (int) (low ^ (low >>> 32));
  }

  /** {@code name-} and the first eight hexadecimal digits of the hash. */
  @Override
  public String toString() {
    return name + "-" + HexFormat.of().toHexDigits((int) (high >>> 32));
  }
}
