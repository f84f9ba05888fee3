/**
 * Arrow's IPC format, in files and in streams, both ways.
 *
 * <pre>
 *   IpcSource -> IpcSplit -> IpcReader     messages from a MessageSource (file, index or channel)
 *                              BatchDecoder    columns from the buffers of one message, checked
 *                              Dictionaries    as they stand at this point of the stream
 *   IpcSink -> IpcWriter                   messages to an IpcOutput
 *                BatchEncoder                buffers from the columns of one batch
 * </pre>
 *
 * <p>Files come in by an {@link dev.quern.engine.io.InputFile} and go out by an {@link
 * dev.quern.engine.io.OutputFile}; {@link dev.quern.engine.io.ipc.IpcReader} and {@link
 * dev.quern.engine.io.ipc.IpcWriter} work on any channel as well, so spilled chunks and those on
 * their way to another process take the same form. Of Arrow's own classes only the flatbuffers are
 * used: their readers and writers need the virtual machine opened by a flag.
 */
@NullMarked
package dev.quern.engine.io.ipc;

import org.jspecify.annotations.NullMarked;
