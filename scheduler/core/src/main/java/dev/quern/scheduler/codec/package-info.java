/**
 * Operators, objects and chunks as bytes: how they get out of this process, into files and other
 * virtual machines, and back.
 *
 * <pre>
 *   operator, value  TaskCodec.encode -> Encoded    an object stream with a checksum, and the names of the user's classes in it
 *                    TaskCodec.decode -> Decoded    named classes come back, no others
 *   chunk            ChunkCodec.write -> channel    checksummed blocks: the form, then the bytes
 *                      Parcel                       taken apart: batches, blocks, objects
 *                      ChunkForm                    what has to be known beside the bytes
 *                    ChunkCodec.read                the chunk, in another account of memory
 * </pre>
 *
 * <p>Bytes that are damaged on their way are told as a {@link dev.quern.engine.DataException}.
 */
@NullMarked
package dev.quern.scheduler.codec;

import org.jspecify.annotations.NullMarked;
