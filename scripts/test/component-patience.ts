import { configure } from '@testing-library/react';

// On a busy machine a page may take longer than the library's second.
configure({ asyncUtilTimeout: 15_000 });
