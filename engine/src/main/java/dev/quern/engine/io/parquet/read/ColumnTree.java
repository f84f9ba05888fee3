package dev.quern.engine.io.parquet.read;

import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A column as a tree: lists and structs, and columns of values at its leaves. A flat column is a
 * leaf.
 *
 * @param <L> what is known of a leaf
 */
public sealed interface ColumnTree<L> extends Serializable {

  /** Where its values stand among the levels of each leaf. */
  Levels levels();

  /** The same tree of other leaves. */
  <M> ColumnTree<M> map(Function<L, M> leaf);

  /** The leaves from left to right: one at least. */
  Stream<L> leaves();

  /** The type of its values. */
  DType type(Function<L, DType> leaf);

  /** A column of values. */
  record Leaf<L>(L value, Levels levels) implements ColumnTree<L> {
    @Override
    public <M> ColumnTree<M> map(Function<L, M> leaf) {
      return new Leaf<>(leaf.apply(value), levels);
    }

    @Override
    public Stream<L> leaves() {
      return Stream.of(value);
    }

    @Override
    public DType type(Function<L, DType> leaf) {
      return leaf.apply(value);
    }
  }

  /**
   * Lists.
   *
   * @param element their elements
   */
  record ListOf<L>(Levels levels, ColumnTree<L> element) implements ColumnTree<L> {
    @Override
    public <M> ColumnTree<M> map(Function<L, M> leaf) {
      return new ListOf<>(levels, element.map(leaf));
    }

    @Override
    public Stream<L> leaves() {
      return element.leaves();
    }

    @Override
    public DType type(Function<L, DType> leaf) {
      return DType.list(element.type(leaf));
    }
  }

  /**
   * Structs.
   *
   * @param names the names of the fields
   * @param fields their values
   */
  record StructOf<L>(Levels levels, List<String> names, List<ColumnTree<L>> fields)
      implements ColumnTree<L> {
    /** Copies the lists. */
    public StructOf {
      names = List.copyOf(names);
      fields = List.copyOf(fields);
    }

    @Override
    public <M> ColumnTree<M> map(Function<L, M> leaf) {
      return new StructOf<>(levels, names, fields.stream().map(f -> f.map(leaf)).toList());
    }

    @Override
    public Stream<L> leaves() {
      return fields.stream().flatMap(ColumnTree::leaves);
    }

    @Override
    public StructType type(Function<L, DType> leaf) {
      List<Field> typed = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        typed.add(Field.of(names.get(i), fields.get(i).type(leaf)));
      }
      return new StructType(typed);
    }
  }
}
