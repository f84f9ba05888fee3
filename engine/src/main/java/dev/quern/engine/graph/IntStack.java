package dev.quern.engine.graph;

import java.util.Arrays;

/** A growing stack of ints. */
final class IntStack {
  private int[] elements = new int[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void push(int element) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, 2 * size);
    }
    elements[size++] = element;
  }

  int pop() {
    return elements[--size];
  }

  int peek() {
    return elements[size - 1];
  }
}
