/**
 * The bytes of text files, between the disk and the formats of text: {@link
 * dev.quern.engine.io.text.TextInput} gives readers UTF-8 whatever a file is compressed with and
 * encoded in, and {@link dev.quern.engine.io.text.TextOutput} takes what sinks write and compresses
 * it on its way to an {@link dev.quern.engine.io.OutputFile}. What sinks that write a line a row
 * have in common is {@link dev.quern.engine.io.text.RowTextSink}.
 */
@NullMarked
package dev.quern.engine.io.text;

import org.jspecify.annotations.NullMarked;
