// Where a page may write into a folder that the user chooses: Chromium's browsers so far.
interface Window {
  showDirectoryPicker?: (options: { id?: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}
