package dev.quern.engine.io.json;

import dev.quern.engine.io.text.TextInput;

/**
 * The objects of a file that stand in an array or one behind the other, over as many lines as they
 * like. What is handed out is made lines in place, so that every byte keeps its position: line ends
 * within objects become blanks, and what stands between two objects a line end.
 *
 * <pre>
 *   text    [ { "a" : 1 , \n "b" : 2 } , { "a" : 3 } ]
 *   lines     { "a" : 1 ,    "b" : 2 } \n{ "a" : 3 } \n
 * </pre>
 */
final class ObjectWindow extends JsonWindow {
  private final boolean isArray;
  private final long end;
  private final JsonLayout.Nesting nesting = new JsonLayout.Nesting();
  private State state;
  private int at; // the first byte of the window that was not looked at
  private int objectStart;
  private int whole; // behind the last byte outside of objects: so much can be handed out
  private boolean pending; // an object has ended, and nothing separates it from the next yet

  /** What may stand outside of objects, beside blanks. */
  private enum State {
    /** The bracket that opens the array. */
    OPENING,
    /** The first object of an array, or its end. */
    FIRST,
    /** An object. */
    OBJECT,
    /** A comma, or the end of the array. */
    COMMA,
    /** Nothing. */
    ENDED
  }

  /** The objects of {@code file}, as far as windows reach that begin before {@code end}. */
  ObjectWindow(TextInput file, JsonLayout layout, long end, int bytes, int maxRowBytes) {
    super(file, 0, bytes, maxRowBytes);
    this.isArray = layout == JsonLayout.ARRAY;
    this.end = end;
    this.state = isArray ? State.OPENING : State.OBJECT;
  }

  @Override
  boolean advance() {
    while (true) {
      int gone = drop();
      at -= gone;
      objectStart -= gone;
      whole = 0;
      fill(Integer.MAX_VALUE);
      boolean sampled = filePosition(0) >= end && filled() > 0;
      if (sampled) {
        return false;
      }
      if (filePosition(at) == 0) {
        at = mark();
      }
      pass();
      if (whole > 0) {
        handOut(whole);
        return true;
      }
      if (fileEnded()) {
        checkEnd();
        return false;
      }
      grow();
    }
  }

  @Override
  long remaining() {
    return fileEnded() ? filled() - Math.min(used(), filled()) : left();
  }

  private long left() {
    return Math.max(0, end - filePosition(used()));
  }

  private void pass() {
    byte[] text = text();
    int filled = filled();
    for (; at < filled; at++) {
      byte b = text[at];
      if (nesting.isOpen()) {
        if (b == '\n' && !nesting.inString()) {
          text[at] = ' ';
        }
        nesting.pass(b);
        pending = !nesting.isOpen();
      } else if (JsonLayout.isBlank(b)) {
        separate(text);
      } else {
        outside(text, b);
      }
    }
    if (fileEnded() && pending) {
      pending = false;
      whole = filled + 1;
    }
  }

  /* Makes the byte between two objects what it is between lines. */
  private void separate(byte[] text) {
    text[at] = (byte) (pending ? '\n' : ' ');
    pending = false;
    whole = at + 1;
  }

  /* A byte that is no blank, where no object is open. */
  private void outside(byte[] text, byte b) {
    switch (state) {
      case OPENING -> {
        expect(b == '[', "an array of objects begins with '['");
        separate(text);
        state = State.FIRST;
      }
      case FIRST, OBJECT -> {
        if (b == ']' && state == State.FIRST) {
          separate(text);
          state = State.ENDED;
          return;
        }
        expect(b == '{', "an object should begin here, and no other value");
        expect(!pending, "a blank or a line end should stand between two objects");
        objectStart = at;
        nesting.pass(b);
        state = isArray ? State.COMMA : State.OBJECT;
      }
      case COMMA -> {
        expect(b == ',' || b == ']', "a ',' should stand between objects, or ']' behind the last");
        separate(text);
        state = b == ',' ? State.OBJECT : State.ENDED;
      }
      case ENDED -> expect(false, "text behind the array");
    }
  }

  private void checkEnd() {
    if (nesting.isOpen()) {
      throw errors().malformed(filePosition(objectStart), "the object that begins here never ends");
    }
    expect(!isArray || state == State.ENDED || state == State.OPENING, "the array never ends");
  }

  private void expect(boolean holds, String problem) {
    if (!holds) {
      throw errors().malformed(filePosition(at), problem);
    }
  }
}
